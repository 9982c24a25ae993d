-- What is the last scan whose changes this webhook was notified of?
select scan from notice where hook = ?
