-- name: take
insert into sys_serial as s (form, field, series, last) values ($1, $2, $3, $4)
on conflict (form, field, series) do update set last = s.last + $4
returning last;
