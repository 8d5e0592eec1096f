package io.lorkd.launcher;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;

/**
 * Asks a daemon whether it is up. The launcher starts this class itself for {@code health --url URL}, since it is called every
 * few seconds: reading all commands, or a HTTP client of its own, would take ten times as long.
 */
final class Health {
    static final Duration PATIENCE = Duration.ofSeconds(3);

    private Health() {}

    /** @param arguments {@code health --url URL} */
    public static void main(String[] arguments) {
        URI url = URI.create(arguments[2]);
        String trouble;
        try {
            int status = ask(url, PATIENCE);
            if (status == HttpURLConnection.HTTP_OK) {
                return;
            }
            trouble = url + " answered with status " + status;
        } catch (IOException e) {
            trouble = url + " does not answer: " + e.getMessage();
        }
        System.err.println("lorkd: " + trouble);
        System.exit(1);
    }

    /** @return the status of the answer */
    static int ask(URI url, Duration patience) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
        connection.setConnectTimeout((int) patience.toMillis());
        connection.setReadTimeout((int) patience.toMillis());
        connection.setInstanceFollowRedirects(false);
        try {
            return connection.getResponseCode();
        } finally {
            connection.disconnect();
        }
    }
}
