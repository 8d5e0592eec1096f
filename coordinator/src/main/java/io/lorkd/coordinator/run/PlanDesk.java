package io.lorkd.coordinator.run;

import io.lorkd.coordinator.disk.StateFolder;
import io.lorkd.coordinator.teacher.ServedTeacher;
import io.lorkd.model.InvalidInputException;
import io.lorkd.model.network.Network;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.PlanReader;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Function;

import static java.util.Objects.requireNonNull;

/**
 * Checks plans before a run is made of them, as strictly for one that is handed in as for one on the command line. Reads files:
 * not for an event loop.
 */
public final class PlanDesk {
    /** The folder, in the state folder, where the teachers of plans lie that are handed in. */
    public static final String TEACHERS = "teachers";

    private final Function<Plan, Network> networks;
    private final StateFolder folder;

    /** @param networks makes a plan's network; throws where there is no such one */
    public PlanDesk(Function<Plan, Network> networks, StateFolder folder) {
        this.networks = requireNonNull(networks, "networks");
        this.folder = requireNonNull(folder, "folder");
    }

    /** A plan that can be run, and its network. */
    record Checked(Plan plan, Network network) {}

    /**
     * Reads a plan that was handed in; nothing is written.
     *
     * @throws io.lorkd.protocol.plan.InvalidPlanException if the text is no plan
     * @throws InvalidInputException if there is no such network, or its teacher is not here or cannot be what the plan says
     */
    Plan read(String yaml) throws IOException {
        Plan read = PlanReader.parse(yaml, "the plan");
        Plan plan = read.withTeacher(read.teacher()
                .map(teacher -> teacher.at(
                        teacher.file().map(name -> inTeachersFolder(name).toString()))));
        networks.apply(plan);
        if (plan.teacher().isPresent() && plan.teacher().get().file().isEmpty()) {
            ServedTeacher.settle(plan, folder.blobs());
        } else {
            ServedTeacher.check(plan);
        }
        return plan;
    }

    /** Who hands in a plan may be somewhere else, and is not to have just any file of this machine served to sites. */
    private Path inTeachersFolder(String name) {
        Path teachers = folder.path().resolve(TEACHERS);
        try {
            Path file = teachers.resolve(name).normalize();
            if (teachers.equals(file.getParent())) {
                return file;
            }
        } catch (InvalidPathException e) {
            // Then it is no file's name either.
        }
        throw new InvalidInputException("teacher.file: found '" + name + "'; a plan that is handed in names a file in "
                + teachers + ", by its name alone: put the teacher there");
    }

    /**
     * Has the plan's teacher in the blob store.
     *
     * @throws InvalidInputException if there is no such network, or the teacher cannot be served
     */
    Checked settle(Plan plan) throws IOException {
        Network network = networks.apply(plan);
        return new Checked(ServedTeacher.settle(plan, folder.blobs()), network);
    }
}
