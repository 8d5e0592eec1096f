/**
 * What experts cost, measured: JMH benchmarks of single EKS convolutions and of whole training steps, each beside the same
 * work without experts, and the command that runs them and prints the table.
 */
package io.lorkd.bench;
