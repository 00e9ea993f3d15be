-- name: claim
-- What is due and not in the hands of another job that lives. Read in the centre meanwhile: no mail.
update sys_notice n set mail_job = $2
where n.person = $1 and n.mail_at <= clock_timestamp() and n.mailed_at is null and n.read_at is null
    and (n.mail_job is null or n.mail_job = $2 or not exists (
        select from sys_job j where j.id = n.mail_job and j.state in ('waiting', 'running')
    ))
returning n.id, n.at, n.topic, n.form, n.record, n.instance, n.title, n.body, n.link

-- name: mailed
update sys_notice set mailed_at = clock_timestamp() where mail_job = $1 and mailed_at is null
