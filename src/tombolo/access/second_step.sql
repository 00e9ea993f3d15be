-- name: state
select s.confirmed_at,
       (select count(*) from sys_recovery_code c where c.member = s.member)::integer as codes_left
from sys_second_step s where s.member = $1 and s.confirmed_at is not null;

-- name: begin
insert into sys_second_step as s (member, pending) values ($1, $2)
on conflict (member) do update set pending = excluded.pending
where s.confirmed_at is not distinct from $3::timestamptz;

-- name: try
-- Four tries as fast as one types; then half a minute, doubled each time, a quarter of an hour at most.
update sys_second_step
set failures = failures + 1,
    not_before = case when failures < 4 then $2
                      else $2 + least(30 * 2 ^ (least(failures, 12) - 4), 900)
                                * interval '1 second' end
where member = $1 and case when $3 then secret else pending end is not null and not_before <= $2
returning case when $3 then secret else pending end as secret;

-- name: wait
-- Whole seconds: the moment itself may be -infinity by now, when another hand's code was good meanwhile.
select greatest(ceil(extract(epoch from not_before - $3::timestamptz)), 1)::double precision
from sys_second_step
where member = $1 and case when $2 then secret else pending end is not null;

-- name: confirm
update sys_second_step
set secret = pending, pending = null, confirmed_at = $3, last_counter = $2, failures = 0,
    not_before = '-infinity'
where member = $1 and pending = $4;

-- name: spend_code
update sys_second_step set last_counter = $2, failures = 0, not_before = '-infinity'
where member = $1 and last_counter < $2 and confirmed_at is not null;

-- name: spend_recovery
delete from sys_recovery_code where member = $1 and code_mark = $2;

-- name: drop_codes
delete from sys_recovery_code where member = $1;

-- name: add_codes
insert into sys_recovery_code (member, code_mark) select $1, unnest($2::bytea[]);

-- name: off
delete from sys_second_step where member = $1;

-- name: challenge
update sys_sign_in_step set tries = tries + 1
where token_hash = $1 and expires_at > $2 and tries < $3
returning member;

-- name: over
delete from sys_sign_in_step where token_hash = $1;

-- name: demand
insert into sys_setting (key, value) values ('second_step', to_jsonb($1::text))
on conflict (key) do update set value = excluded.value;

-- name: demand_in_force
select value #>> '{}' from sys_setting where key = 'second_step';

-- name: sealed
select member, secret from sys_second_step where secret is not null;
