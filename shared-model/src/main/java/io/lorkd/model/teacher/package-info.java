/** What a foundation model's file must hold to be a teacher. Plain Java: the coordinator looks before it serves one. */
package io.lorkd.model.teacher;
