-- Who ordered the run to pause; null where it pauses of itself, or does not.
alter table runs add column pause_by varchar;

-- Who ordered the run to end, and why; null where nobody did. Such a run has ended, or ends as soon as it is taken up.
alter table runs add column stop_by varchar;
alter table runs add column stop_reason varchar;

-- The sites that were put out of a run, until they are let in again.
create table exclusions (
    run          varchar(36)              not null,
    site         varchar(63)              not null,
    reason       varchar                  not null,
    excluded_by  varchar                  not null,
    excluded_at  timestamp with time zone not null,
    primary key (run, site),
    foreign key (run, site) references sites (run, site)
);

-- Withdrawn: its site was excluded before a round had counted it, so that none does.
alter table contributions add column withdrawn boolean default false not null;
