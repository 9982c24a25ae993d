-- Which findings do subjects have open, each set of findings once?
select distinct findings from reported where until is null and findings <> ''
