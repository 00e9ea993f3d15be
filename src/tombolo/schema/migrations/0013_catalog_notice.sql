-- A change of the definitions tells every process at its commit. Changes are rare, so the notice may
-- stand in the transaction; it is a hint, and writers still ask for the version they hold in place.

create function catalog_moved() returns trigger language plpgsql as $$
begin
    perform pg_notify(tg_table_schema || '.catalog', new.version::text);
    return null;
end
$$;

create trigger catalog_moved after update of version on sys_catalog
    for each row execute function catalog_moved();
