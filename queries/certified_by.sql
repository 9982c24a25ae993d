-- Which certificates did this pool create?
select certificate as certificate from entry
where resource = (select id from name where text = ?) and event = 2 and certificate is not null
