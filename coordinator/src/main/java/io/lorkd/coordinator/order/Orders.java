package io.lorkd.coordinator.order;

import io.vertx.core.Future;

import java.util.List;

/**
 * Takes the orders of people. Each is done when it is on disk, together with who gave it, so that a coordinator that starts
 * again obeys it, too. Where it is not possible as things are, it fails with {@link IllegalStateException}, whose message is a
 * sentence that says why; then nothing has changed. All of it may be called from anywhere.
 *
 * <p>{@code who} is the name of the one who gives the order, as the audit trail is to have it.
 */
public interface Orders {

    /**
     * Begins a run, where none goes on. The plan is checked as on the command line; one that cannot be run fails with {@link
     * io.lorkd.protocol.InvalidConfigurationException} or {@link io.lorkd.model.InvalidInputException}, whose message says
     * what to change, and nothing has begun.
     *
     * @param planYaml the plan; a teacher's file is named by its name alone, in the folder {@code teachers} of the state folder
     */
    Future<Void> start(String planYaml, String who);

    /**
     * Checks a plan as {@link #start} does.
     *
     * @return the plan with every key, in YAML
     */
    Future<String> check(String planYaml);

    /** Has the run stand still before it offers another round; the open one goes on to its end. */
    Future<Void> pause(String reason, String who);

    /** Lets a run that stands still, or is to, go on: the round that was abandoned last is offered again. */
    Future<Void> resume(String who);

    /**
     * Ends the run. What was committed stays, and can be recomputed; a round that is being committed goes on to its end
     * before, and one that is open comes to nothing. The sites are told.
     */
    Future<Void> stop(String reason, String who);

    /**
     * Puts a site out of the run until it is {@linkplain #readmit let in again}: it is offered nothing and served nothing, and
     * its update of the open round does not count, unless the list of what counts is frozen already.
     */
    Future<Void> exclude(String site, String reason, String who);

    /** Lets a site that was excluded take part again, from the next offer on. */
    Future<Void> readmit(String site, String who);

    /** What is possible as things are, in {@linkplain Order#word words}. */
    List<String> possible();
}
