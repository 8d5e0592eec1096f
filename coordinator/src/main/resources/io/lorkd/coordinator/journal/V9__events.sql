-- What events are looked for by, and the event itself as JSON, from which what people see of a run is put together again
-- after a restart. Events of before have no data, and are only read.
alter table events add column severity varchar(8) default 'info' not null;
alter table events alter column severity drop default;
alter table events add column site varchar(63);
alter table events add column round integer;
alter table events add column data varchar;

update events set severity = case
    when kind = 'RunFailed' then 'error'
    when kind in ('SiteLost', 'SiteTurnedAway', 'LeaseExpired', 'UpdateRefused', 'WorkFailed', 'RoundAbandoned')
        then 'warning'
    when kind in ('RunOpened', 'RunTakenUp', 'RanksDecided', 'SiteJoined', 'SiteReturned', 'SiteReported', 'RunFinished',
        'RunPaused', 'RunResumed', 'OrderGiven') then 'notice'
    else 'info' end;

create index events_of_run on events (run, id);
create index events_of_severity on events (severity, id);
