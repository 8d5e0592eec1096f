package io.lorkd.coordinator.http.page;

import io.lorkd.coordinator.http.TestDashboard;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

class PageRoutesTest {
    private static final Path SOURCES = Path.of("src/main/resources/io/lorkd/coordinator/page");

    /** What the issue allows for the whole page. */
    private static final int MOST_BYTES = 300_000;

    @TempDir
    Path state;

    private TestDashboard dashboard;

    @BeforeEach
    void start() {
        dashboard = new TestDashboard(state, new PageRoutes());
    }

    @AfterEach
    void close() {
        dashboard.close();
    }

    @Test
    void showsTheSignInPageToAnybodyWithAllThatItNeeds() throws Exception {
        for (String path : List.of("/sign-in", "/first")) {
            HttpResponse<String> page = dashboard.send(dashboard.stranger(path));

            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
            for (String file : needed(page.body(), false)) {
                assertThat(dashboard.send(dashboard.stranger(file)).statusCode())
                        .as(file)
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void showsThePageAndItsFilesToThoseOnlyWhoHaveSignedIn() throws Exception {
        String page = dashboard.send(dashboard.local("/")).body();

        Set<String> files = needed(page, true);
        assertThat(files).hasSizeGreaterThan(15).anyMatch(file -> file.endsWith("/uPlot.esm.js"));
        for (String file : files) {
            String name = file.substring(file.lastIndexOf('/') + 1);
            assertThat(dashboard.send(dashboard.stranger(file)).statusCode())
                    .as(file)
                    .isEqualTo(PageFiles.OPEN.contains(name) ? 200 : 401);
        }
    }

    @Test
    void namesEveryFileOfTheFolder() throws Exception {
        Set<String> served = Stream.concat(PageFiles.OPEN.stream(), PageFiles.SIGNED_IN.stream())
                .filter(name -> !name.startsWith("uPlot."))
                .collect(toCollection(TreeSet::new));

        assertThat(sources().keySet())
                .filteredOn(name -> !name.endsWith(".html"))
                .containsExactlyElementsOf(served);
    }

    /** Its HTML is painted with one style sheet and two small scripts; it names all other modules for what comes then. */
    @Test
    void needsLittleBeforeItsFirstPaint() throws Exception {
        String page = dashboard.send(dashboard.local("/")).body();

        Set<String> asked = new TreeSet<>(matches("(?:src|href)=\"(/page/[^\"]+\\.js)\"", page));
        Set<String> modules = needed(page, true).stream()
                .filter(file -> file.endsWith(".js") && !file.endsWith("/uPlot.esm.js"))
                .collect(toCollection(TreeSet::new));
        assertThat(asked).isEqualTo(modules);
        assertThat(page).doesNotContain("{{", "preload").containsOnlyOnce("rel=\"stylesheet\"");
        assertThat(matches("src=\"/page/[^\"]+/([^\"/]+\\.js)\"", page)).containsExactly("theme.js", "begin.js");
    }

    @Test
    void weighsLittle() {
        PageFiles files = PageFiles.load();

        int weight = Stream.concat(PageFiles.OPEN.stream(), PageFiles.SIGNED_IN.stream())
                        .mapToInt(name -> files.file(name).weight())
                        .sum()
                + files.page("index.html").weight();

        assertThat(weight).isBetween(20_000, MOST_BYTES);
    }

    @Test
    void isCompressedForWhoTakesItSoAndKeptByBrowsers() throws Exception {
        String file = PageFiles.load().folder() + "/lorkd.css";

        HttpResponse<String> plain = dashboard.send(dashboard.stranger(file));
        HttpResponse<String> compressed =
                dashboard.send(dashboard.stranger(file).header("Accept-Encoding", "br, gzip;q=0.8"));
        HttpResponse<String> unwanted = dashboard.send(dashboard.stranger(file).header("Accept-Encoding", "gzip;q=0"));

        assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(unwanted.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(compressed.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(compressed.headers().firstValueAsLong("Content-Length").orElseThrow())
                .isLessThan(plain.headers().firstValueAsLong("Content-Length").orElseThrow() / 2);
        assertThat(plain.headers().firstValue("Cache-Control").orElseThrow()).contains("immutable");
        assertThat(dashboard.send(dashboard.local("/")).headers().firstValue("Cache-Control"))
                .contains("no-store");
    }

    @Test
    void hasNothingButItsFilesToGive() throws Exception {
        String folder = PageFiles.load().folder();

        for (String path : List.of(
                folder,
                folder + "/",
                folder + "/index.html",
                folder + "/../page/main.js",
                folder + "/..%2f..%2fjournal/V1__journal.sql",
                folder + "/%2e%2e/%2e%2e/journal/V1__journal.sql",
                folder + "/..%5cjournal%5cV1__journal.sql",
                "/page/0000000000000000/main.js",
                "/page/main.js")) {
            assertThat(dashboard.send(dashboard.local(path)).statusCode())
                    .as(path)
                    .isEqualTo(404);
        }
    }

    /** The headers forbid both: the page would not work, and only a browser would say why. */
    @Test
    void loadsNothingFromOtherHostsAndHasNoScriptOrStyleInline() throws Exception {
        for (Map.Entry<String, String> source : sources().entrySet()) {
            assertThat(source.getValue().replace("http://www.w3.org/2000/svg", ""))
                    .as(source.getKey())
                    .doesNotContain("http://", "https://", "innerHTML", "eval(")
                    .doesNotContainPattern("(?i)<style|<script>|\\sstyle=|\\son[a-z]+=\"");
        }
    }

    /** A page's files, and those that its modules import. */
    private Set<String> needed(String page, boolean signedIn) throws Exception {
        Set<String> found = new TreeSet<>();
        Deque<String> toRead = new ArrayDeque<>(matches("(?:src|href)=\"(/page/[^\"]+)\"", page));
        while (!toRead.isEmpty()) {
            String file = toRead.pop();
            if (found.add(file) && file.endsWith(".js") && !file.endsWith("uPlot.esm.js")) {
                HttpResponse<String> module =
                        dashboard.send(signedIn ? dashboard.local(file) : dashboard.stranger(file));
                String folder = file.substring(0, file.lastIndexOf('/') + 1);
                matches("(?:from |import\\(|new URL\\()\"\\./([^\"]+)\"", module.body())
                        .forEach(name -> toRead.push(folder + name));
            }
        }
        return found;
    }

    private static List<String> matches(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    private static Map<String, String> sources() throws IOException {
        Map<String, String> sources = new TreeMap<>();
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                sources.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return sources;
    }
}
