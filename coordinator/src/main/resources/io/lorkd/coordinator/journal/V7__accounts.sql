-- People who sign in with a password; of which there is the hash alone. The coordinator's, not a run's.
create table accounts (
    name           varchar(63)              not null primary key,
    role           varchar(16)              not null,
    password_hash  varchar                  not null,
    changed_at     timestamp with time zone not null
);
