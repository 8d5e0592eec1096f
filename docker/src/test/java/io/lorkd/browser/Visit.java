package io.lorkd.browser;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.WaitForSelectorState;
import org.awaitility.Awaitility;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import static org.assertj.core.api.Assertions.assertThat;

/** Somebody at a browser window of their own, and what the browser had to complain of. */
final class Visit implements AutoCloseable {
    static final List<String> VIEWS = List.of("overview", "sites", "models", "events", "audit");

    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final Set<String> BARRIERS = Set.of("serious", "critical");
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final URI home;
    private final BrowserContext window;
    private final Page page;
    private final List<String> foreign = new CopyOnWriteArrayList<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    private Visit(Browser browser, URI home, Browser.NewContextOptions options) {
        this.home = home;
        this.window = browser.newContext(options);
        this.page = window.newPage();
        page.setDefaultTimeout(PATIENCE.toMillis());
        page.onRequest(request -> {
            URI asked = URI.create(request.url());
            if (!"data".equals(asked.getScheme()) && !home.getAuthority().equals(asked.getAuthority())) {
                foreign.add(request.url());
            }
        });
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                complaints.add(message.text() + " (" + message.location() + ")");
            }
        });
        page.onPageError(complaints::add);
        page.addInitScript("addEventListener('securitypolicyviolation',"
                + " e => console.error('policy violated: ' + e.violatedDirective + ' ' + e.blockedURI))");
    }

    /** At a desk, in light colours. */
    static Visit of(Browser browser, URI home) {
        return new Visit(browser, home, atDesk());
    }

    static Visit inDark(Browser browser, URI home) {
        return new Visit(browser, home, atDesk().setColorScheme(ColorScheme.DARK));
    }

    /** With a telephone held upright. */
    static Visit byPhone(Browser browser, URI home) {
        return new Visit(
                browser,
                home,
                new Browser.NewContextOptions().setViewportSize(390, 844).setHasTouch(true));
    }

    private static Browser.NewContextOptions atDesk() {
        return new Browser.NewContextOptions().setViewportSize(1280, 900).setColorScheme(ColorScheme.LIGHT);
    }

    Page page() {
        return page;
    }

    /** Goes there, and is at the dashboard when that is connected. */
    Visit enter(URI address) {
        page.navigate(address.toString());
        awaitLive();
        return this;
    }

    void awaitLive() {
        page.waitForSelector("[data-test=connection][data-state=live]");
    }

    Locator at(String test) {
        return page.locator("[data-test='" + test + "']");
    }

    /** A button in a site's row of the list. */
    Locator inSite(String site, String test) {
        return page.locator("[data-test=site-row][data-site='" + site + "'] [data-test=" + test + "]");
    }

    void signIn(String user, String password) {
        at("sign-in-user").fill(user);
        at("sign-in-password").fill(password);
        at("sign-in-submit").click();
    }

    void view(String name) {
        at("nav-" + name).click();
        page.waitForSelector("#view-" + name + ":not([hidden])");
    }

    /** Carries an order out, up to the end of its dialog. */
    void order(String button, String reason) {
        confirm(at(button), reason);
    }

    void confirm(Locator button, String reason) {
        button.click();
        if (!reason.isEmpty()) {
            at("confirm-reason").fill(reason);
        }
        at("confirm").click();
        page.waitForSelector(
                "#order-dialog:not([open])", new Page.WaitForSelectorOptions().setState(WaitForSelectorState.ATTACHED));
    }

    /** Waits until the run's state in words has this in it. */
    void awaitWords(String part) {
        awaitTrue("part => document.getElementById('run-words').textContent.includes(part)", part);
    }

    /**
     * Asks from here again and again, since the page's policy lets no script be made of text in it.
     *
     * @param function of the page, which takes the argument and says whether it is so
     */
    void awaitTrue(String function, Object argument) {
        Awaitility.await(function + " of " + argument)
                .pollInSameThread()
                .pollInterval(Duration.ofMillis(50))
                .atMost(PATIENCE)
                .until(() -> (Boolean) page.evaluate(function, argument));
    }

    int round() {
        return Integer.parseInt(at("round-number").textContent());
    }

    void awaitRoundAfter(int round) {
        awaitTrue("round => Number(document.getElementById('round-number').textContent) > round", round);
    }

    /** Into target/screenshots, the whole page. */
    void picture(String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(SCREENSHOTS.resolve(name + ".png"))
                .setFullPage(true));
    }

    /** What keeps people who cannot see or point from using what is shown. */
    void assertNoBarriers(String where) {
        List<String> barriers = new AxeBuilder(page)
                .analyze().getViolations().stream()
                        .filter(rule -> BARRIERS.contains(rule.getImpact()))
                        .map(Visit::words)
                        .toList();
        assertThat(barriers).as(where).isEmpty();
    }

    private static String words(Rule rule) {
        return rule.getId() + " (" + rule.getImpact() + "): " + rule.getHelp() + " at "
                + rule.getNodes().stream().limit(3).map(node -> node.getHtml()).toList();
    }

    void assertNotWiderThanTheWindow(String where) {
        Object excess = page.evaluate("document.documentElement.scrollWidth - innerWidth");
        assertThat(((Number) excess).intValue()).as(where).isNotPositive();
    }

    /** Nothing was asked of another host, and the browser had nothing to complain of but what the reason explains. */
    void assertQuiet() {
        assertThat(foreign).as("requests to other hosts than " + home).isEmpty();
        assertThat(complaints).as("errors in the browser's console").isEmpty();
    }

    /** Forgets what the browser complained of so far: a coordinator that is gone, say. */
    void forgive() {
        complaints.clear();
    }

    @Override
    public void close() {
        window.close();
    }
}
