package io.lorkd.bench.federation;

import io.lorkd.protocol.certificate.TlsFiles;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.List;

/** The certificate files of one of the benchmark's own processes. */
final class TlsFilesOptions {
    @Option(names = "--certificate", required = true)
    private Path certificate;

    @Option(names = "--key", required = true)
    private Path key;

    @Option(names = "--trust", required = true)
    private Path trust;

    TlsFiles files() {
        return new TlsFiles(certificate, key, trust);
    }

    /** These files as arguments. */
    static List<String> of(TlsFiles files) {
        return List.of("--certificate=" + files.certificate(), "--key=" + files.key(), "--trust=" + files.trust());
    }
}
