package io.lorkd.coordinator;

import io.lorkd.coordinator.event.CoordinatorEvents;
import io.lorkd.coordinator.http.HttpSettings;
import io.lorkd.coordinator.journal.PostgresSettings;
import io.lorkd.coordinator.run.Liveness;
import io.lorkd.model.network.Network;
import io.lorkd.protocol.plan.Plan;

import java.nio.file.Path;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * What a coordinator needs to know.
 *
 * @param plan what is trained and how; empty where people start runs from plans of theirs
 * @param staysAfterRun whether another run may be started when one has ended; so it is where there is no plan
 * @param state the folder for journal and tensor files; made if it is not there
 * @param http where the dashboard listens
 * @param liveness how often sites are heard of, and when one counts as lost
 * @param events hears what happens
 * @param network a network that the catalogue does not have; empty where it is the one that the plan names
 * @param journal a database for the journal; empty where it is in the state folder
 */
public record CoordinatorSettings(
        Optional<Plan> plan,
        boolean staysAfterRun,
        Path state,
        HttpSettings http,
        Liveness liveness,
        CoordinatorEvents events,
        Optional<Network> network,
        Optional<PostgresSettings> journal) {

    public CoordinatorSettings {
        requireNonNull(plan, "plan");
        if (plan.isEmpty() && !staysAfterRun) {
            throw new IllegalArgumentException("A coordinator without a plan stays for the runs that people start");
        }
        requireNonNull(state, "state");
        requireNonNull(http, "http");
        requireNonNull(liveness, "liveness");
        requireNonNull(events, "events");
        requireNonNull(network, "network");
        requireNonNull(journal, "journal");
    }

    /** Settings with the default address and heartbeat, and nobody listening. */
    public static CoordinatorSettings of(Plan plan, Path state) {
        return of(Optional.of(plan), state);
    }

    /** Settings of a coordinator that waits for people to start its runs. */
    public static CoordinatorSettings waiting(Path state) {
        return of(Optional.empty(), state);
    }

    private static CoordinatorSettings of(Optional<Plan> plan, Path state) {
        return new CoordinatorSettings(
                plan,
                plan.isEmpty(),
                state,
                HttpSettings.defaults(),
                Liveness.defaults(),
                CoordinatorEvents.none(),
                Optional.empty(),
                Optional.empty());
    }

    public CoordinatorSettings withStay() {
        return new CoordinatorSettings(plan, true, state, http, liveness, events, network, journal);
    }

    public CoordinatorSettings withHttp(HttpSettings address) {
        return new CoordinatorSettings(plan, staysAfterRun, state, address, liveness, events, network, journal);
    }

    public CoordinatorSettings withLiveness(Liveness other) {
        return new CoordinatorSettings(plan, staysAfterRun, state, http, other, events, network, journal);
    }

    public CoordinatorSettings withEvents(CoordinatorEvents listener) {
        return new CoordinatorSettings(plan, staysAfterRun, state, http, liveness, listener, network, journal);
    }

    public CoordinatorSettings withNetwork(Network other) {
        return new CoordinatorSettings(plan, staysAfterRun, state, http, liveness, events, Optional.of(other), journal);
    }

    public CoordinatorSettings withJournal(PostgresSettings postgres) {
        return new CoordinatorSettings(
                plan, staysAfterRun, state, http, liveness, events, network, Optional.of(postgres));
    }
}
