import { Button, Mentions } from "antd";
import { MessageSquare, Trash2 } from "lucide-react";
import { useState } from "react";
import { useComment, useComments } from "@/data/comments.ts";
import { useMe } from "@/data/session.ts";
import { exactMoment, sayMoment } from "@/model/dates.ts";
import { Avatar, Bone, StatePanel } from "@/ui/bits.tsx";
import { useSay } from "@/words/t.ts";
import { useTell } from "../faults/useTell.ts";
import { dateWords, useTongue } from "../fields/index.ts";
import "./comments.css";

/** A name or an id becomes the name. */
export function usePersonName() {
  const { people } = useMe();
  return (who: string) => people.find((person) => person.id === who)?.name ?? who;
}

export function Comments({ form, id }: { form: string; id: string }) {
  const say = useSay();
  const tell = useTell();
  const tongue = useTongue();
  const { me } = tongue;
  const nameOf = usePersonName();
  const comments = useComments(form, id);
  const { add, remove } = useComment(form, id);
  const [text, setText] = useState("");
  const people = me.people.filter((person) => person.active);
  const send = () => {
    const mentions = people
      .filter((person) => text.includes(`@${person.name}`))
      .map((person) => person.id);
    add.mutate(
      { text: text.trim(), mentions },
      { onSuccess: () => setText(""), onError: tell.fail },
    );
  };
  const list = comments.data?.comments ?? [];
  return (
    <div className="comments">
      <div className="comments-list">
        {comments.isPending ? <Bone height={48} /> : null}
        {comments.data && list.length === 0 ? (
          <StatePanel
            icon={<MessageSquare />}
            title={say("comments.none")}
            text={say("comments.noneText")}
          />
        ) : null}
        {list.map((comment) => (
          <article key={comment.id} className="comment">
            <Avatar name={nameOf(comment.by)} size={28} />
            <div className="grow">
              <header className="row-flex">
                <strong>{nameOf(comment.by)}</strong>
                <time className="quiet" title={exactMoment(comment.at)}>
                  {sayMoment(comment.at, dateWords(tongue), tongue.language)}
                </time>
                <span className="spacer" />
                {comment.by === me.member.id ? (
                  <button
                    type="button"
                    className="icon-button"
                    aria-label={say("comments.delete")}
                    onClick={() => remove.mutate(comment.id)}
                  >
                    <Trash2 size={13} />
                  </button>
                ) : null}
              </header>
              <p>{comment.text}</p>
            </div>
          </article>
        ))}
      </div>
      <div className="comments-write">
        <Mentions
          value={text}
          autoSize={{ minRows: 2, maxRows: 6 }}
          placeholder={say("comments.hint")}
          aria-label={say("comments.hint")}
          options={people.map((person) => ({
            key: person.id,
            value: person.name,
            label: person.name,
          }))}
          onChange={setText}
        />
        <Button
          type="primary"
          size="small"
          disabled={!text.trim()}
          loading={add.isPending}
          onClick={send}
        >
          {say("comments.send")}
        </Button>
      </div>
    </div>
  );
}
