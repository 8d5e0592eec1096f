/**
 * A whole federation on one machine: coordinator and sites in one JVM or as daemons of their own, its progress on the
 * terminal, and a table of results at the end.
 */
package io.lorkd.simulation;
