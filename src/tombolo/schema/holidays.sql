-- name: within
select day, works from sys_holiday where day between $1 and $2 order by day;

-- name: clear
delete from sys_holiday where day between $1 and $2;

-- name: write
insert into sys_holiday (day, works) select unnest($1::date[]), unnest($2::boolean[]);
