-- Receipts name the bytes of the (unpacked) file that they are about. Null in rows that were written before.
alter table entry add column length integer;
alter table rejected add column length integer;
alter table usage add column first_offset integer;
alter table usage add column first_length integer;
alter table usage add column last_offset integer;
alter table usage add column last_length integer;
