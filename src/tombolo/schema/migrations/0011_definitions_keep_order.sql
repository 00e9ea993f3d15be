-- The order of fields, options and views is part of a definition; jsonb forgets the order of keys.
alter table sys_definition alter column data type json using data::json;
