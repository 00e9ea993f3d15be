-- The workspace's calendar: days off, and weekend days that are worked instead (调休). WORKDAY and
-- NETWORKDAYS read it where no list of holidays is given.

create table sys_holiday (
    day date primary key,
    works boolean not null
);
