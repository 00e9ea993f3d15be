-- One folding for what is stored and what is asked: width, case, and the letters that case alone
-- does not bring together. base/text.py tells the same for showing what was hit.

create function search_fold(text) returns text
    language sql immutable strict parallel safe
    return replace(replace(translate(
        lower(translate(normalize($1, NFKC), U&'\0130\1E9E', U&'i\00DF')),
        U&'\0131\03C2', U&'i\03C3'), U&'\00DF', 'ss'), U&'\0307', '');

-- Records kept before are folded anew.
do $$
declare
    found name;
begin
    for found in
        select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid
        where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
          and a.attname = 'record_search' and not a.attisdropped
    loop
        execute format(
            'update %I set record_search = search_fold(record_search)'
            ' where record_search <> search_fold(record_search)', found);
    end loop;
end
$$;
