-- A report has the scores of its run's task: accuracy, macro F1 and AUC, or DSC and NSD. Those of the other one are null.
alter table reports alter column accuracy drop not null;
alter table reports alter column macro_f1 drop not null;
alter table reports add column dsc double precision;
alter table reports add column nsd double precision;

-- Both for each class: JSON objects by class.
alter table reports add column class_dsc varchar;
alter table reports add column class_nsd varchar;
