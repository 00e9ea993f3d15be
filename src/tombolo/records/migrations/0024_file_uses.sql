-- Which record has ever named a file, in a field or in what its history tells: as long as one has,
-- the file stays. A record that is purged takes its uses along.

create table sys_file_use (
    file uuid not null references sys_file,
    form text not null,
    record uuid not null,
    primary key (file, form, record)
);
create index on sys_file_use (form, record);

-- What was named before: in the tables of forms, in those of their lines, in the history.
do $$
declare
    found record;
begin
    if not exists (select from sys_file) then
        return;
    end if;
    for found in
        with form as (
            select distinct split_part(path, '/', 1) as app, split_part(path, '/', 3) as key
            from sys_definition where path like '%/forms/%'
        )
        select form.app || '.' || form.key as form, c.relname as held, a.attname as field,
               case when c.relname = form.app || '_' || form.key then 'id' else 'record' end as record
        from form
        join pg_class c on c.relname = form.app || '_' || form.key
                        or starts_with(c.relname, form.app || '_' || form.key || '__')
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
          and a.atttypid = 'uuid[]'::regtype
    loop
        execute format(
            'insert into sys_file_use (file, form, record)'
            ' select distinct f.id, %L, t.%I from %I t, unnest(t.%I) as named join sys_file f on f.id = named'
            ' on conflict do nothing',
            found.form, found.record, found.held, found.field);
    end loop;
    insert into sys_file_use (file, form, record)
    select distinct f.id, h.form, h.record
    from sys_history h,
         regexp_matches(h.changes::text, '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}', 'g') as named
         join sys_file f on f.id = named[1]::uuid
    on conflict do nothing;
end
$$;
