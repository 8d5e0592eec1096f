-- The coordinator that writes here: a coordinator whose connection broke sees by it whether another one came between.
create table owner (
    instance  varchar(36) not null
);
insert into owner (instance) values ('');
