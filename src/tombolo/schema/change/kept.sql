-- name: begin
insert into sys_definition_change
    (id, base, by_member, note, zone, sources, tables, state)
values ($1, $2, $3, $4, $5, $6, $7, 'waiting');

-- name: open
select id from sys_definition_change where state in ('waiting', 'preparing', 'finishing');

-- name: one
select id, base, version, by_member, note, zone, tables, state, stop,
       problems::text as problems, at, ended_at
from sys_definition_change where id = $1;

-- name: sources
select sources::text from sys_definition_change where id = $1;

-- name: recent
select id, base, version, by_member, note, zone, tables, state, stop,
       problems::text as problems, at, ended_at
from sys_definition_change order by at desc limit $1;

-- name: pieces
select number, phase, what, form, lines, table_name, names, done, total, last, ended
from sys_definition_change_piece where change = $1 order by number;

-- name: add_piece
insert into sys_definition_change_piece
    (change, number, phase, what, form, lines, table_name, names, total)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: prepare
update sys_definition_change set state = 'preparing' where id = $1 and state = 'waiting';

-- name: applied
update sys_definition_change set state = 'finishing', version = $2
where id = $1 and state = 'preparing' and not stop
returning true;

-- name: end
update sys_definition_change
set state = $2, problems = coalesce($3, problems), ended_at = clock_timestamp()
where id = $1 and state in ('waiting', 'preparing', 'finishing');

-- name: note
update sys_definition_change set problems = coalesce(problems, '[]') || $2 where id = $1;

-- name: stop
update sys_definition_change
set stop = true, state = case state when 'waiting' then 'cancelled' else state end,
    ended_at = case state when 'waiting' then clock_timestamp() end
where id = $1 and state in ('waiting', 'preparing') returning true;

-- name: is_stopped
select stop and state <> 'finishing' from sys_definition_change where id = $1;

-- name: advance
update sys_definition_change_piece set done = least(done + $3, greatest(total, done + $3)), last = $4
where change = $1 and number = $2;

-- name: tell
update sys_definition_change_piece set done = $3, total = $4 where change = $1 and number = $2;

-- name: piece_done
update sys_definition_change_piece set ended = true, done = greatest(done, total), total = greatest(done, total)
where change = $1 and number = $2;

-- name: pending
select piece.form, piece.lines, piece.what, piece.names, piece.done, piece.total
from sys_definition_change_piece as piece
join sys_definition_change as change on change.id = piece.change
where change.state = 'finishing' and piece.what = 'recompute' and not piece.ended;

-- name: is_held
select exists (
    select from pg_locks
    where locktype = 'advisory' and classid = 0 and objid = $1 and objsubid = 1
      and database = (select oid from pg_database where datname = current_database())
);

-- name: sweep
with old as (
    select id from (
        select id, ended_at, row_number() over (order by at desc) as place
        from sys_definition_change where ended_at is not null
    ) as ended
    where place > $2 and ended_at < clock_timestamp() - $1::interval
), pieces as (
    delete from sys_definition_change_piece where change in (select id from old)
)
delete from sys_definition_change where id in (select id from old);
