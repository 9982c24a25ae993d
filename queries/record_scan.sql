-- Records a scan.
insert into scan (
    began, position, window_from, window_to, policy, tool, without, settling, coverage, complete, unproven, broken
) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
