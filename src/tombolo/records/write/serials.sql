-- name: take
insert into sys_serial as s (form, field, series, last) values ($1, $2, $3, $4)
on conflict (form, field, series) do update set last = s.last + $4
returning last;

-- name: put_back
update sys_serial set last = $5 - 1
where form = $1 and field = $2 and series = $3 and last = $4;
