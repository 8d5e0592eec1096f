package io.lorkd.site;

/** Where the site trains, for people to read. The engine is not asked: it starts only once the plan is known. */
final class Device {
    private Device() {}

    static String describe() {
        return "%s %s, %d cores"
                .formatted(
                        System.getProperty("os.name"),
                        System.getProperty("os.arch"),
                        Runtime.getRuntime().availableProcessors());
    }
}
