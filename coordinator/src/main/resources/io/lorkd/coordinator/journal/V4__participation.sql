-- Weights that staleness has shrunk are no whole numbers. Trained: the offer that the update answers, which with a buffer may
-- be of an earlier round than the one that counts it.
alter table contributions alter column weight set data type double precision;
alter table contributions add column trained_round integer;
alter table contributions add column trained_attempt integer;
update contributions set trained_round = round, trained_attempt = attempt;
alter table contributions alter column trained_round set not null;
alter table contributions alter column trained_attempt set not null;

-- Why the run is to stand still before it offers another round; null where it is not.
alter table runs add column pause_reason varchar;
