package io.lorkd.coordinator.http.signin;

import io.lorkd.coordinator.time.Time;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Slows down who guesses passwords: so many failures in a quarter of an hour for one account from one address, more for one
 * address whatever the account, and more still for one account wherever they come from, so that nobody far away can easily keep
 * its owner out. An attempt counts when it begins, so that many at once are no way around it.
 */
final class SignInLimit {
    private static final Duration WINDOW = Duration.ofMinutes(15);
    private static final int OF_BOTH = 5;
    private static final int OF_ADDRESS = 30;
    private static final int OF_ACCOUNT = 100;

    /** More than that come at once only where somebody means harm, who may then forget some of their own. */
    private static final int MOST_WINDOWS = 10_000;

    private final Time time;

    /** The oldest first. */
    private final Map<String, Window> windows = new LinkedHashMap<>();

    private static final class Window {
        private final Duration began;
        private int attempts;
        private boolean hasRefused;

        private Window(Duration began) {
            this.began = began;
        }
    }

    SignInLimit(Time time) {
        this.time = time;
    }

    /**
     * @param delay for how long
     * @param isFirst whether it is the first one since it came to that: others like it are no news
     */
    record Refusal(Duration delay, boolean isFirst) {}

    /** Counts an attempt that begins; or says how long to wait, and then it is not to begin. */
    Optional<Refusal> begin(String account, String address) {
        forgetWhatIsOver();
        Map<String, Integer> limits = limits(account, address);
        List<Window> full = limits.entrySet().stream()
                .filter(limit -> attempts(limit.getKey()) >= limit.getValue())
                .map(limit -> windows.get(limit.getKey()))
                .toList();
        if (full.isEmpty()) {
            limits.keySet().forEach(key -> windows.computeIfAbsent(key, none -> new Window(time.now())).attempts++);
            return Optional.empty();
        }
        boolean first = full.stream().anyMatch(window -> !window.hasRefused);
        full.forEach(window -> window.hasRefused = true);
        return full.stream()
                .map(window -> window.began.plus(WINDOW).minus(time.now()))
                .max(Duration::compareTo)
                .map(delay -> new Refusal(delay, first));
    }

    /** The attempt was no guess. */
    void succeeded(String account, String address) {
        windows.remove(both(account, address));
        for (String key : new String[] {ofAccount(account), ofAddress(address)}) {
            windows.computeIfPresent(key, (same, window) -> {
                window.attempts--;
                return window.attempts == 0 ? null : window;
            });
        }
    }

    private int attempts(String key) {
        Window window = windows.get(key);
        return window == null ? 0 : window.attempts;
    }

    private void forgetWhatIsOver() {
        Duration now = time.now();
        windows.values().removeIf(window -> now.minus(window.began).compareTo(WINDOW) >= 0);
        var oldest = windows.keySet().iterator();
        while (windows.size() > MOST_WINDOWS && oldest.hasNext()) {
            oldest.next();
            oldest.remove();
        }
    }

    private static Map<String, Integer> limits(String account, String address) {
        return Map.of(both(account, address), OF_BOTH, ofAddress(address), OF_ADDRESS, ofAccount(account), OF_ACCOUNT);
    }

    private static String both(String account, String address) {
        return "both " + address + " " + account;
    }

    private static String ofAddress(String address) {
        return "address " + address;
    }

    private static String ofAccount(String account) {
        return "account " + account;
    }
}
