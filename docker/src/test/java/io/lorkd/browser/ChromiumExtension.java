package io.lorkd.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Starts the machine's own Chromium for a test class, and ends it after. */
final class ChromiumExtension implements ExecutionCondition, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(ChromiumExtension.class);
    private static final Path DEBIANS = Path.of("/usr/bin/chromium");

    /** It asks nobody for updates, lists or time; root, as in a container, has no sandbox. */
    private static final List<String> QUIET = List.of(
            "--no-sandbox",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-gpu");

    private static Path executable() {
        String named = System.getenv("LORKD_CHROMIUM");
        return named == null ? DEBIANS : Path.of(named);
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Path executable = executable();
        if (Files.isExecutable(executable)) {
            return ConditionEvaluationResult.enabled("Chromium is " + executable);
        }
        String missing = "Chromium is not at " + executable
                + ": apt-get install chromium, or name another one in LORKD_CHROMIUM";
        if (System.getenv("CI") != null) {
            throw new IllegalStateException(missing);
        }
        System.err.println(context.getDisplayName() + " is skipped. " + missing);
        return ConditionEvaluationResult.disabled(missing);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Browser.class;
    }

    @Override
    public Browser resolveParameter(ParameterContext parameter, ExtensionContext context) {
        ExtensionContext ofClass =
                context.getTestMethod().flatMap(method -> context.getParent()).orElse(context);
        return ofClass.getStore(NAMESPACE)
                .getOrComputeIfAbsent(Started.class, key -> Started.chromium(), Started.class)
                .browser();
    }

    /** Closed by JUnit after the class. */
    private record Started(Playwright playwright, Browser browser) implements AutoCloseable {

        /** The driver is Maven's and the browser is the machine's: nothing is downloaded. */
        static Started chromium() {
            Playwright playwright = Playwright.create(
                    new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
            return new Started(
                    playwright,
                    playwright
                            .chromium()
                            .launch(new BrowserType.LaunchOptions()
                                    .setExecutablePath(executable())
                                    .setArgs(QUIET)));
        }

        @Override
        public void close() {
            browser.close();
            playwright.close();
        }
    }
}
