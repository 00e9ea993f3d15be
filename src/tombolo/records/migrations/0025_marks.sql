-- How far the house has tidied: apart from the settings, whose changes every process hears of.

create table sys_mark (
    key text primary key,
    value jsonb not null
);
insert into sys_mark select key, value from sys_setting where key in ('tidied', 'outbox.swept');
delete from sys_setting where key in ('tidied', 'outbox.swept');
