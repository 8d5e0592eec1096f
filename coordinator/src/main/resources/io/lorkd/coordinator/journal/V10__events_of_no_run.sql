-- What happens to who may sign in is of no run: the journal may have no run yet.
alter table events alter column run drop not null;
