set time zone 'UTC';
create temp table person (id uuid primary key, name text, department uuid, departments uuid[]);
create temp table region (id uuid primary key, name text);
create temp table customer (id uuid primary key, name text, level text, discount numeric, region uuid);
create temp table deal (
  id uuid primary key, name text, amount numeric, rate numeric, stage text, note text, flag boolean,
  due date, paid date, opened timestamptz, starts time, tags text[], "in" text, customer uuid, owner uuid);
create temp table line (id uuid, parent uuid, position integer, name text, qty numeric, price numeric, state text);
create temp table part (parent uuid, position integer, code text, weight numeric);
create temp table orders (id uuid, deal uuid, position integer, amount numeric, state text, day date, customer uuid, note text);
create temp table crm_stock (code text, on_hand numeric not null, value numeric not null);
create temp table lot (orders uuid, position integer, code text, weight numeric, marks text[]);
create temp table probe (deal uuid, position integer, value numeric);
create temp table sys_holiday (day date primary key, works boolean not null);

insert into crm_stock values ('A1', 12, 99.5);
insert into person values ('00000000-0000-0000-0000-0000000000a1', '王小明', '00000000-0000-0000-0000-0000000000d1', '{00000000-0000-0000-0000-0000000000d1}');
insert into region values ('00000000-0000-0000-0000-0000000000e1', '华东');
insert into customer values ('00000000-0000-0000-0000-0000000000c1', '海岛科技', 'a', 0.1, '00000000-0000-0000-0000-0000000000e1');
insert into deal values
 ('00000000-0000-0000-0000-000000000001', '一号商机', 1000.50, 0.2, 'open', null, true, '2026-01-31', null,
  '2026-01-15 01:30:00+00', '08:30', '{vip,new}', 'x', '00000000-0000-0000-0000-0000000000c1', '00000000-0000-0000-0000-0000000000a1'),
 ('00000000-0000-0000-0000-000000000002', null, null, null, null, null, null, null, null, null, null, null, null, null, null);
insert into line values
 ('00000000-0000-0000-0000-0000000000f2', '00000000-0000-0000-0000-000000000001', 2, '螺母', 4, 5, 'draft'),
 ('00000000-0000-0000-0000-0000000000f1', '00000000-0000-0000-0000-000000000001', 1, '螺丝', 2, 20, 'approved'),
 ('00000000-0000-0000-0000-0000000000f3', '00000000-0000-0000-0000-000000000001', 3, '垫片', null, 10, null);
insert into part values
 ('00000000-0000-0000-0000-0000000000f1', 1, 'P1', 3), ('00000000-0000-0000-0000-0000000000f1', 2, 'P2', 4),
 ('00000000-0000-0000-0000-0000000000f2', 1, 'P3', 5);
insert into orders values
 ('00000000-0000-0000-0000-0000000000b1', '00000000-0000-0000-0000-000000000001', 1, 100, 'approved', '2026-01-01', '00000000-0000-0000-0000-0000000000c1', null),
 ('00000000-0000-0000-0000-0000000000b2', '00000000-0000-0000-0000-000000000001', 2, 200, 'approved', '2026-02-01', null, null),
 (gen_random_uuid(), '00000000-0000-0000-0000-000000000001', 3, 1000, 'draft', '2026-03-01', null, '急');
insert into lot values
 ('00000000-0000-0000-0000-0000000000b1', 1, 'L1', 5, '{x,y}'), ('00000000-0000-0000-0000-0000000000b1', 2, 'L2', 7, null),
 ('00000000-0000-0000-0000-0000000000b2', 1, 'L3', 5, '{y}');
insert into sys_holiday values
 ('2026-02-14', true), ('2026-02-16', false), ('2026-02-17', false), ('2026-02-18', false), ('2026-02-19', false),
 ('2026-02-20', false), ('2026-02-28', true), ('2026-02-21', false);
