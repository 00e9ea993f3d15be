-- name: versions
insert into sys_rule_version (rule, digest, body)
select v.rule, v.digest, v.body from jsonb_to_recordset($1::jsonb) as v(rule text, digest text, body jsonb)
on conflict do nothing;

-- name: queue
-- One row for each record a rule is to run for. Who ran for it in this chain already, or stands too deep
-- in it, is noted as skipped.
insert into sys_rule_run (rule, digest, form, record, event, once, chain, depth, parent, by_member, timing,
                          state, reason, done_at)
select n.rule, n.digest, n.form, n.record, n.event, n.once, $2::uuid, $3::integer, $4::bigint, $5::uuid, 'after',
       case when why.reason is null then 'queued' else 'skipped' end, why.reason,
       case when why.reason is not null then clock_timestamp() end
from jsonb_to_recordset($1::jsonb) as n(
    rule text, digest text, form text, record uuid, event jsonb, once text, again integer
)
left join (
    select rule, record, count(*) as times from sys_rule_run
    where chain = $2::uuid and state <> 'skipped' group by rule, record
) as ran on ran.rule = n.rule and ran.record = n.record
cross join lateral (
    select case
        when $3::integer > $6::integer
            then jsonb_build_object('code', 'rule.depth', 'values', jsonb_build_object('most', $6::integer))
        when ran.times >= n.again then '{"code": "rule.once"}'::jsonb
    end as reason
) as why
on conflict (rule, once) where once is not null do nothing
returning id, state;

-- name: together
insert into sys_rule_run (rule, digest, form, record, chain, depth, parent, by_member, timing, state, reason,
                          records, once, began_at, done_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, 'together', $9, $10::jsonb, $11, $12, clock_timestamp(), clock_timestamp())
on conflict (rule, once) where once is not null do nothing
returning id;

-- name: step
insert into sys_rule_step (run, step, verb, effects, writes, output)
select s.run, $2::integer, $3::text, s.effects, s.writes, s.output
from jsonb_to_recordset($1::jsonb) as s(run bigint, effects jsonb, writes integer, output jsonb);

-- name: outputs
select output from sys_rule_step where run = $1 and jsonb_typeof(output) = 'object' order by step;

-- name: written
select coalesce(sum(writes), 0) from sys_rule_step where run = $1;

-- name: ran
select run.rule, run.record, count(*) as times
from sys_rule_run as run
where run.chain = $1 and run.state <> 'skipped'
group by run.rule, run.record;

-- name: body
select body from sys_rule_version where rule = $1 and digest = $2;

-- name: runs
select id, rule, form, record, event, chain, depth, parent, by_member, timing, state, reason, records, attempts,
       at, began_at, done_at, run_at
from sys_rule_run
where ($1::text is null or rule = $1) and ($2::text is null or state = $2)
    and ($3::bigint is null or id < $3) and ($5::bigint is null or id = $5)
order by id desc limit $4;

-- name: steps
select step, verb, effects, output, at from sys_rule_step where run = $1 order by step;

-- name: sweep
-- Runs older than the first moment, failed ones older than the second.
delete from sys_rule_run
where id in (
    select id from sys_rule_run
    where (state in ('done', 'skipped', 'cancelled') and done_at < $1) or (state = 'failed' and done_at < $2)
    order by id limit $3
);
