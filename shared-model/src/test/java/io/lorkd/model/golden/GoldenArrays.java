package io.lorkd.model.golden;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Golden arrays as the engine's, in one precision, and the comparison at that precision's tolerance. */
public record GoldenArrays(NDManager manager, DataType type) {

    public NDArray array(JsonNode node) {
        return array(Golden.array(node));
    }

    public NDArray array(Golden.Array golden) {
        return manager.create(golden.data(), new Shape(golden.dimensions())).toType(type, false);
    }

    public NDArray parameter(JsonNode node) {
        NDArray array = array(node);
        array.setRequiresGradient(true);
        return array;
    }

    /** 1e-9 in float64, 1e-4 * max(1, |expected|) in float32. */
    public void assertClose(String what, NDArray found, Golden.Array expected) {
        assertThat(found.getShape().getShape()).as(what).isEqualTo(expected.dimensions());
        assertClose(what, found.toType(DataType.FLOAT64, false).toDoubleArray(), expected.data());
    }

    public void assertClose(String what, double[] found, double[] expected) {
        assertThat(found).as(what).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            double tolerance = type == DataType.FLOAT64 ? 1e-9 : 1e-4 * Math.max(1, Math.abs(expected[i]));
            assertThat(Math.abs(found[i] - expected[i]))
                    .as("%s[%d]: found %s, expected %s", what, i, found[i], expected[i])
                    .isLessThanOrEqualTo(tolerance);
        }
    }

    public void assertClose(String what, double found, double expected) {
        assertClose(what, new double[] {found}, new double[] {expected});
    }
}
