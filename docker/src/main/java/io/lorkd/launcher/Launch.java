package io.lorkd.launcher;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How this JVM's own program is started once more, as a process beside it. */
public final class Launch {
    private Launch() {}

    /**
     * What stands before the arguments: the distribution's launcher where this JVM was started by it; else this JVM's own
     * Java and class path, logging as a daemon does.
     *
     * @param options for the JVM; the distribution's launcher takes them from its environment instead
     */
    public static List<String> command(List<String> options) {
        String home = System.getProperty("lorkd.home");
        if (home != null) {
            return List.of(Path.of(home, "bin", "lorkd").toString());
        }
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dai.djl.offline=true",
                "-Dlorkd.log.level=INFO",
                "-Dlorkd.log.target=System.out"));
        line.addAll(options);
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.lorkd.launcher.Main"));
        return line;
    }
}
