package io.lorkd.protocol.plan;

import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.config.ConfigurationReader;

import java.nio.file.Path;
import java.util.function.Supplier;

/** Reads a plan from YAML, strictly: see {@link ConfigurationReader} and the rules in {@link Plan}. */
public final class PlanReader {
    private PlanReader() {}

    /**
     * A teacher's file that is not named from the root lies below the plan's own folder.
     *
     * @throws InvalidPlanException if the file is not there, cannot be read, or holds what is not allowed
     */
    public static Plan read(Path yaml) {
        Plan plan = plan(() -> ConfigurationReader.read(yaml, Plan.class));
        Path folder = yaml.toAbsolutePath().getParent();
        return plan.withTeacher(plan.teacher()
                .map(teacher -> teacher.at(teacher.file()
                        .map(file -> folder.resolve(file).normalize().toString()))));
    }

    /**
     * @param source what the text is, for messages: a file's name
     * @throws InvalidPlanException if the text holds what is not allowed
     */
    public static Plan parse(String yaml, String source) {
        return plan(() -> ConfigurationReader.parse(yaml, source, Plan.class));
    }

    /** The plan in which nothing is given. */
    public static Plan defaults() {
        return ConfigurationReader.defaults(Plan.class);
    }

    /** A table of the keys in Markdown: default, unit, what is allowed, what it sets. */
    public static String describe() {
        return ConfigurationReader.describe(Plan.class);
    }

    /** The plan in YAML, with every key; reads back as an equal plan. */
    public static String write(Plan plan) {
        return ConfigurationReader.write(plan);
    }

    private static Plan plan(Supplier<Plan> reading) {
        try {
            return reading.get();
        } catch (InvalidPlanException e) {
            throw e;
        } catch (InvalidConfigurationException e) {
            throw new InvalidPlanException(e.getMessage());
        }
    }
}
