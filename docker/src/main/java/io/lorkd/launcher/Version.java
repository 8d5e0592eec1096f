package io.lorkd.launcher;

import picocli.CommandLine.IVersionProvider;

import java.util.Optional;

/** The version that the build wrote into the jar's manifest. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {"lorkd " + jars().orElse("(from classes, without a version)")};
    }

    /** For a file's name. */
    static String number() {
        return jars().orElse("classes");
    }

    private static Optional<String> jars() {
        return Optional.ofNullable(Main.class.getPackage().getImplementationVersion());
    }
}
