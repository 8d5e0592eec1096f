package io.lorkd.site.console;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Asks over a bare socket, so that any header can be told, a wrong Host too. */
final class Http {
    private final int port;

    Http(int port) {
        this.port = port;
    }

    /** What came back. */
    record Answered(int status, List<String> headers, String body) {
        Optional<String> header(String name) {
            String start = name.toLowerCase(Locale.ROOT) + ": ";
            return headers.stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                    .map(line -> line.substring(start.length()))
                    .findFirst();
        }
    }

    String own() {
        return "127.0.0.1:" + port;
    }

    /** @param headers whole lines; without a Host among them, the console's own is told */
    Answered ask(String line, String body, String... headers) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request(line, body, headers).getBytes(StandardCharsets.UTF_8));
            return parse(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    Answered get(String path, String... headers) throws IOException {
        return ask("GET " + path, "", headers);
    }

    /** Reads a stream until all of the texts have come, and gives it up then. */
    String until(String path, List<String> texts, String... headers) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request("GET " + path, "", headers).getBytes(StandardCharsets.UTF_8));
            StringBuilder read = new StringBuilder();
            InputStream in = socket.getInputStream();
            byte[] some = new byte[4096];
            while (!texts.stream().allMatch(text -> read.indexOf(text) >= 0)) {
                int count = in.read(some);
                if (count < 0) {
                    return read.toString();
                }
                read.append(new String(some, 0, count, StandardCharsets.UTF_8));
            }
            return read.toString();
        }
    }

    private String request(String line, String body, String... headers) {
        List<String> lines = new ArrayList<>(List.of(line + " HTTP/1.1", "Connection: close"));
        if (List.of(headers).stream().noneMatch(header -> header.startsWith("Host:"))) {
            lines.add("Host: " + own());
        }
        lines.addAll(List.of(headers));
        if (!body.isEmpty()) {
            lines.add("Content-Type: application/json");
            lines.add("Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length);
        }
        return String.join("\r\n", lines) + "\r\n\r\n" + body;
    }

    private static Answered parse(String answer) {
        int end = answer.indexOf("\r\n\r\n");
        List<String> lines = List.of(answer.substring(0, end).split("\r\n"));
        return new Answered(
                Integer.parseInt(lines.get(0).split(" ")[1]),
                lines.subList(1, lines.size()),
                answer.substring(end + 4));
    }
}
