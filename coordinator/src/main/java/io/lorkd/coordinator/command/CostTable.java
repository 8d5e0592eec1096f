package io.lorkd.coordinator.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lorkd.model.cost.CostReport;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A cost report as people and as programs read it.
 *
 * @param inputSize what the FLOPs are of
 */
record CostTable(List<Integer> inputSize, CostReport report, Optional<Teacher> teacher) {

    private static final String ROW = "%-46s %,21d%n";
    private static final String SHARE = "%-46s %19.1f %%%n";

    /** What the deployed expert is compared with. */
    record Teacher(String network, CostReport report) {}

    String text() {
        String input = inputSize.stream().map(String::valueOf).collect(Collectors.joining(" x "));
        StringBuilder text = new StringBuilder();
        text.append(row("backbone parameters", report.backboneParameters()))
                .append(row("expert parameters, all regions", report.expertParameters()))
                .append(row("total parameters", report.totalParameters()))
                .append(row("parameters of one deployed expert", report.fusedParameters()))
                .append(row("multiply-accumulates, input of " + input, report.multiplyAccumulates()))
                .append(row("FLOPs of one deployed expert, one input", report.flops()));
        teacher.ifPresent(
                given -> text.append(row("parameters of " + given.network(), given.report.backboneParameters()))
                        .append(row("FLOPs of " + given.network(), given.report.flops()))
                        .append(share("the deployed expert's share of the parameters", parameterShare(given)))
                        .append(share("the deployed expert's share of the FLOPs", flopShare(given))));
        return text.toString();
    }

    /** The same numbers as one object; shares are fractions of 1. */
    String json() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("backboneParameters", report.backboneParameters());
        object.put("expertParameters", report.expertParameters());
        object.put("totalParameters", report.totalParameters());
        object.put("fusedParameters", report.fusedParameters());
        object.put("flops", report.flops());
        object.put("multiplyAccumulates", report.multiplyAccumulates());
        object.put("inputSize", inputSize);
        teacher.ifPresent(given -> {
            Map<String, Object> beside = new LinkedHashMap<>();
            beside.put("network", given.network());
            beside.put("parameters", given.report.backboneParameters());
            beside.put("flops", given.report.flops());
            beside.put("parameterShare", parameterShare(given));
            beside.put("flopShare", flopShare(given));
            object.put("teacher", beside);
        });
        try {
            return new ObjectMapper().writeValueAsString(object) + System.lineSeparator();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Numbers have a JSON form", e);
        }
    }

    private double parameterShare(Teacher beside) {
        return (double) report.fusedParameters() / beside.report.backboneParameters();
    }

    private double flopShare(Teacher beside) {
        return (double) report.flops() / beside.report.flops();
    }

    private static String row(String what, long number) {
        return String.format(Locale.ROOT, ROW, what, number);
    }

    private static String share(String what, double share) {
        return String.format(Locale.ROOT, SHARE, what, 100 * share);
    }
}
