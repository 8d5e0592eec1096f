/**
 * What a process tells of itself in numbers: its meters, and the server of its own that Prometheus reads them from. Numbers
 * of rounds, bytes and seconds only: nothing in them is about a patient.
 */
package io.lorkd.protocol.metrics;
