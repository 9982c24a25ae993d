-- Records that an entry shows a number of a project with an id.
insert into project_number (number, project) values (?, ?) on conflict do nothing
