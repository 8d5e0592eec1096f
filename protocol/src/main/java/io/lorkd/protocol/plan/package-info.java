/** The plan: what a federation trains and how, and the reader of its YAML. */
package io.lorkd.protocol.plan;
