package io.lorkd.launcher;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.status.Status;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** What {@code LORKD_LOG_FORMAT} makes of a line of the log. */
class LogFormatTest {

    private final LoggerContext context = new LoggerContext();

    private String line(String format) throws JoranException {
        context.putProperty("LORKD_LOG_FORMAT", format);
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(getClass().getResource("/logback.xml"));
        assertThat(context.getStatusManager().getCopyOfStatusList())
                .allSatisfy(status -> assertThat(status.getEffectiveLevel())
                        .as(status.getMessage())
                        .isLessThan(Status.WARN));
        ConsoleAppender<ILoggingEvent> console = (ConsoleAppender<ILoggingEvent>)
                context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("console");
        Logger logger = context.getLogger("io.lorkd.coordinator.Example");
        return new String(
                console.getEncoder()
                        .encode(new LoggingEvent(
                                "", logger, Level.WARN, "'{}' is silent", null, new Object[] {"site\n1"})),
                StandardCharsets.UTF_8);
    }

    @Test
    void textIsForPeople() throws JoranException {
        assertThat(line("text")).contains("WARN  Example 'site\n1' is silent");
    }

    @Test
    void jsonIsOneObjectALine() throws JoranException, IOException {
        String line = line("json");

        assertThat(line).endsWith("\n");
        assertThat(line.strip()).doesNotContain("\n");
        JsonNode entry = new ObjectMapper().readTree(line);
        assertThat(entry.get("level").asText()).isEqualTo("WARN");
        assertThat(entry.get("loggerName").asText()).isEqualTo("io.lorkd.coordinator.Example");
        assertThat(entry.get("formattedMessage").asText()).isEqualTo("'site\n1' is silent");
        assertThat(entry.get("timestamp").isNumber()).isTrue();
    }

    @Test
    void anotherFormatIsRefusedByTheLauncher() throws IOException, InterruptedException {
        ProcessBuilder launcher = new ProcessBuilder(
                        Path.of("src/main/dist/bin/lorkd").toString(), "--version")
                .redirectErrorStream(true);
        launcher.environment().put("LORKD_LOG_FORMAT", "xml");
        Process process = launcher.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
        assertThat(said).contains("LORKD_LOG_FORMAT is 'xml'", "text or json");
    }
}
