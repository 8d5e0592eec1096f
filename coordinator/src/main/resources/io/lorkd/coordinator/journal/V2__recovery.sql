-- What a coordinator that starts again needs to go on with an open run.

-- The sites that an attempt at a round was offered to.
create table chosen (
    run      varchar(36) not null,
    round    integer     not null,
    attempt  integer     not null,
    site     varchar(63) not null,
    primary key (run, round, attempt, site),
    foreign key (run, round, attempt) references rounds (run, round, attempt),
    foreign key (run, site) references sites (run, site)
);

-- Ledger_head: the head of the site's egress ledger when the update was announced.
alter table contributions add column ledger_head char(64)
    default '0000000000000000000000000000000000000000000000000000000000000000' not null;
alter table contributions alter column ledger_head drop default;

-- Bytes of tensor files that went over the wire, as of the last round that was closed.
alter table runs add column bytes_down bigint default 0 not null;
alter table runs add column bytes_up bigint default 0 not null;
alter table runs add column bytes_foreign bigint default 0 not null;
