-- name: secret
select sealed from sys_rule_secret where name = $1;
