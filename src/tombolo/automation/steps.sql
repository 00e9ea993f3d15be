-- name: hold
select pg_advisory_xact_lock(hashtextextended(name, 7203118)) from unnest($1::text[]) with ordinality as n(name, at)
order by at;
