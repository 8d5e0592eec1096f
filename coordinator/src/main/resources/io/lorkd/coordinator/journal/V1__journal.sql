-- One row each for what was decided; a row is written before anyone is told. Digests are SHA-256 in lower-case hex.

create table runs (
    id                varchar(36)              not null primary key,
    name              varchar                  not null,
    plan              varchar                  not null,
    state             varchar(16)              not null,
    reason            varchar                  not null,
    initial_backbone  char(64)                 not null,
    opened_at         timestamp with time zone not null,
    ended_at          timestamp with time zone
);

create table sites (
    run        varchar(36)              not null references runs (id),
    site       varchar(63)              not null,
    instance   varchar                  not null,
    device     varchar                  not null,
    joined_at  timestamp with time zone not null,
    primary key (run, site)
);

-- Classes are a JSON list, in label order.
create table regions (
    run      varchar(36) not null,
    site     varchar(63) not null,
    region   varchar     not null,
    classes  varchar     not null,
    samples  bigint      not null,
    primary key (run, site, region),
    foreign key (run, site) references sites (run, site)
);

-- An attempt at a round: what it starts from, and, once it is committed, what came of it.
create table rounds (
    run                   varchar(36)      not null references runs (id),
    round                 integer          not null,
    attempt               integer          not null,
    phase                 varchar(16)      not null,
    state                 varchar(16)      not null,
    reason                varchar          not null,
    learning_rate         double precision not null,
    backbone              char(64)         not null,
    optimiser_state       char(64),
    next_backbone         char(64),
    next_optimiser_state  char(64),
    primary key (run, round, attempt)
);

-- A verified update on disk. Counted: it is on the list that the commit froze. Losses are a JSON object by region.
create table contributions (
    run      varchar(36) not null,
    round    integer     not null,
    attempt  integer     not null,
    site     varchar(63) not null,
    digest   char(64)    not null,
    bytes    bigint      not null,
    weight   bigint      not null,
    losses   varchar     not null,
    counted  boolean     not null,
    primary key (run, round, attempt, site),
    foreign key (run, round, attempt) references rounds (run, round, attempt),
    foreign key (run, site) references sites (run, site)
);

create table measurements (
    run          varchar(36)      not null,
    measurement  varchar(16)      not null,
    site         varchar(63)      not null,
    region       varchar          not null,
    loss         double precision not null,
    samples      bigint           not null,
    primary key (run, measurement, site, region),
    foreign key (run, site) references sites (run, site)
);

-- Reduction: how far the region's loss fell over warm-up; absent where it was not measured at both ends.
create table ranks (
    run          varchar(36) not null references runs (id),
    region       varchar     not null,
    expert_rank  integer     not null,
    reduction    double precision,
    primary key (run, region)
);

create table reports (
    run          varchar(36)      not null,
    site         varchar(63)      not null,
    region       varchar          not null,
    samples      bigint           not null,
    tested       bigint           not null,
    expert_rank  integer          not null,
    accuracy     double precision not null,
    macro_f1     double precision not null,
    auc          double precision,
    primary key (run, site, region),
    foreign key (run, site) references sites (run, site)
);

create table events (
    id           bigint generated always as identity primary key,
    run          varchar(36)              not null references runs (id),
    happened_at  timestamp with time zone not null,
    kind         varchar(32)              not null,
    sentence     varchar                  not null
);
